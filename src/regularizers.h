/*
 * Penalties of weight arrays, their gradients, and the steps that shrink them.
 *
 * Conventions of every function here:
 *   - Arrays are float32, need no alignment beyond 4 bytes, and n = 0 is allowed. Nothing is read past n.
 *   - Sums accumulate in double: 8 lanes, lane = i mod 8 within a block of 2048 elements, lanes added in one fixed
 *     order at the end of each block, the sums of blocks with compensation: off by at most 261 * 2^-53 of the sum for
 * any input (compensated.h). Whoever feeds an array block by block and adds up in the same way gets the same bits.
 *   - Element-wise results are float32 arithmetic, rounded once per operation; `out` may be `x` itself, but may not
 *     overlap it otherwise.
 *   - sign(0) = sign(-0) = 0. NaN in gives NaN out. Infinity gives infinity.
 *   - No function allocates, keeps state or calls another library.
 */
#ifndef REGULARIZERS_H
#define REGULARIZERS_H

#include <stddef.h>

/* Sum of |x[i]|. */
double reg_sum_abs(const float *x, size_t n);

/* Sum of x[i]^2. Each square is exact in double, so 1e20 gives 1e40, not infinity. */
double reg_sum_squares(const float *x, size_t n);

/* sums[0] = sum of |x[i]|, sums[1] = sum of x[i]^2, in one read of x; the bits of the two functions above. */
void reg_sum_both(const float *x, size_t n, double sums[2]);

/*
 * Gradient of the elastic net l1*sum|x| + l2*sum x^2, times scale:
 * g[i] = a*sign(x[i]) + b*x[i] with a = (float)(scale*l1), b = (float)(2*(scale*l2)), which must be finite. Where b is
 * 0 the term b*x is left out, so that L1 alone is finite at infinity. out[i] = g[i], or where accumulate is not 0,
 * out[i] += g[i].
 */
void reg_gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate);

/* reg_sum_both and reg_gradient on each block of x while it is in the cache: one read of memory. */
void reg_value_gradient(const float *x, size_t n, double l1, double l2, double scale, float *out, int accumulate,
                        double sums[2]);

/*
 * Proximal step of the elastic net, argmin_u step*(l1*|u| + l2*u^2) + (u - x)^2 / 2, per element:
 * out[i] = (x[i] - clamp(x[i], -t, t)) * c with t = (float)(step*l1), c = (float)(1 / (1 + 2*step*l2)).
 * (Parikh and Boyd, Proximal Algorithms, 2014, section 6.5.2-3.) t must be finite and not negative.
 */
void reg_prox(const float *x, size_t n, double l1, double l2, double step, float *out);

/* Decoupled weight decay (Loshchilov and Hutter, 2019): out[i] = x[i] * (float)(1 - rate). */
void reg_decay(const float *x, size_t n, double rate, float *out);

/*
 * Steps of optimizers, in place on the weights w, for their gradient g, with what the optimizer remembers. Before the
 * step w[i] is multiplied by (float)(1 - decay), as by reg_decay; after it comes the proximal step of the elastic net,
 * as by reg_prox, whose step size is `step`. With decay, l1 and l2 of 0 neither changes a bit. No array may overlap
 * another. Each operation is rounded to float32 in the order that is written here.
 *
 * Stochastic gradient descent: w = -rate*g + w.
 */
void reg_sgd(float *w, const float *g, size_t n, double rate, double decay, double l1, double l2, double step);

/*
 * With momentum (Sutskever et al., 2013): m = momentum*m + g, then w = -rate*m + w, or where ahead is not 0 Nesterov's
 * w = -rate*(g + m*momentum) + w.
 */
void reg_momentum(float *w, const float *g, float *m, size_t n, double rate, double momentum, int ahead, double decay,
                  double l1, double l2, double step);

/*
 * Adam (Kingma and Ba, 2015): m = m*beta1 + g*(1 - beta1), v = v*beta2 + g*g*(1 - beta2), then
 * w = (m/correction1) / spread * -rate + w with spread = sqrt(v/correction2) + epsilon. The corrections are 1 - beta1^t
 * and 1 - beta2^t at the t-th step, t = 1, 2, ...
 *
 * Where scaled is not 0 the proximal step is that of the metric diag(spread), in which Adam's step is a gradient step:
 * its step size is step/spread[i] for each weight (Yun, Lozano and Yang, Adaptive Proximal Gradient Methods, 2021).
 */
void reg_adam(float *w, const float *g, float *m, float *v, size_t n, double rate, double beta1, double beta2,
              double epsilon, double correction1, double correction2, double decay, double l1, double l2, double step,
              int scaled);

/*
 * Group lasso (Yuan and Lin, 2006) and sparse-group lasso (Simon et al., 2013). x is row-major, outer x groups x inner;
 * group g holds the outer*inner elements x[.][g][.]. Where inner is 1 the groups are the columns of a matrix.
 *
 * The sum of the groups' Euclidean norms. A norm is the root of a sum of squares in double. Of a contiguous group that
 * is the sum of reg_sum_squares over its runs of `inner` elements; of a column, squares are added in blocks of 8
 * rows; both with compensation over runs or blocks.
 */
double reg_group_norms(const float *x, size_t outer, size_t groups, size_t inner, void *workspace);

/*
 * Gradient of l1*sum|x| + weight*(the sum of norms), times scale: g = k*x + a*sign(x) with k =
 * (float)(scale*weight/norm) of the element's group and a = (float)(scale*l1), which like scale*weight must be finite
 * floats. A group whose norm is 0 has k = 0; one whose norm is NaN has NaN for all its elements. out = g, or where
 * accumulate is not 0, out += g.
 *
 * Here and in the proximal step, squares are added in float32 eight at a time, those sums in double: the norm is right
 * to 2.51 * 2^-24 of itself. Where that would be wrong, as a square is too large or too small for a float32, it is the
 * norm of above. See short-squares.h.
 */
void reg_group_gradient(const float *x, size_t outer, size_t groups, size_t inner, double l1, double weight,
                        double scale, float *out, int accumulate, void *workspace);

/*
 * Proximal step, the block soft threshold: a group whose norm is at most t = step*weight becomes 0, the elements of any
 * other are multiplied by (float)(1 - t/norm). t must be finite. Behind reg_prox(x, n, l1, 0, step, out), in place, it
 * is that of the sparse-group lasso.
 */
void reg_group_prox(const float *x, size_t outer, size_t groups, size_t inner, double weight, double step, float *out,
                    void *workspace);

/* Bytes of workspace for each of the three, 8-byte aligned; only columns make use of it. */
enum { REG_GROUP_WORKSPACE = 10240 };

/*
 * The sum of importance[i] * (x[i] - anchor[i])^2: the distance to an anchor (L2-SP, Li, Grandvalet and Davoine, 2018),
 * each element weighted by its importance (elastic weight consolidation, Kirkpatrick et al., 2017). Where weighted is
 * 0, importance is not read and each is 1; else none may be negative. Anchors and importances must be finite.
 *
 * Here elements are doubles from their loading on: a term is rounded three times in double, then summed as everywhere.
 */
double reg_anchored_squares(const float *x, const float *anchor, const float *importance, size_t n, int weighted);

/* out[i] = (float)(factor*importance[i] * (x[i] - anchor[i])), or that added to out[i]; factor is 2 * scale * l2. */
void reg_anchored_gradient(const float *x, const float *anchor, const float *importance, size_t n, int weighted,
                           double factor, float *out, int accumulate);

/*
 * Proximal step, argmin_u pull/2 * importance*(u - anchor)^2 + (u - x)^2/2 for each element:
 * out[i] = (float)((x[i] + p*anchor[i]) / (1 + p)) with p = pull*importance[i]. pull, 2 * step * l2, is at most 1e200.
 */
void reg_anchored_prox(const float *x, const float *anchor, const float *importance, size_t n, int weighted,
                       double pull, float *out);

/*
 * Orthogonal penalty (Keras' OrthogonalRegularizer without its factor): the sum of |cos(v_i, v_j)| over all pairs i < j
 * of the rows of w (columns = 0) or of its columns (columns = 1); w is rows x cols, row-major. Vectors are scaled by
 * min(1 / |v|, 1e7) as in Keras 3. Dot products are summed in float32 for at most 256 elements at a time, then in
 * double, as are their magnitudes: right to 1e-6 for vectors of any length. Where they have none, the value is 0.
 *
 * Where out is not NULL it receives, or where accumulate is not 0 is increased by, scale * d(value)/dw, rows x cols; it
 * may not overlap w. The value has the same bits with and without it. A dot product too small for float32 to know its
 * sign is computed again in double from w, so that orthogonal vectors do not push each other.
 *
 * workspace: reg_orthogonal_workspace() bytes, 8-byte aligned; its contents before do not matter.
 */
double reg_orthogonal(const float *w, size_t rows, size_t cols, int columns, double scale, float *out, int accumulate,
                      void *workspace);

/*
 * Bytes of workspace. For m vectors of k elements, about 4mk for the value; for the gradient (gradient != 0) m^2/4
 * more, for the signs of all pairs, and 72m. A double, since it may pass 2^32.
 */
double reg_orthogonal_workspace(size_t rows, size_t cols, int columns, int gradient);

/*
 * Soft orthogonality (Bansal, Chen and Wang, 2018; without the diagonal Brock, Donahue and Simonyan, 2019): the squared
 * Frobenius norm of G - I, where G holds the dot products of the rows of w (columns = 0) or of its columns (columns =
 * 1), which are not normalised. Where diagonal is 0, only products of different vectors count. A dot product is summed
 * as in reg_orthogonal, hence right to 43 * 2^-24 * |v_i||v_j|, and overflows as a float32 does; squares are summed in
 * double. Vectors of no elements are 0: each leaves a 1 of the identity.
 *
 * Where out is not NULL it receives, or where accumulate is not 0 is increased by, scale * 4 * (G - I) * w, rows x
 * cols, with the diagonal of G - I left out as in the value; out may be w where accumulate is 0. The sums over vectors
 * are of four products in float32, and of those in double. The value has the same bits with and without it.
 *
 * workspace: reg_soft_orthogonal_workspace() bytes, 8-byte aligned; its contents before do not matter.
 */
double reg_soft_orthogonal(const float *w, size_t rows, size_t cols, int columns, int diagonal, double scale,
                           float *out, int accumulate, void *workspace);

/* Bytes of workspace. For m vectors of k elements, about 4mk for the value; for the gradient 8mk more. */
double reg_soft_orthogonal_workspace(size_t rows, size_t cols, int columns, int gradient);

#endif
