"""
Writes sklearn-diabetes.json: the lasso and the elastic net on scikit-learn's diabetes data, and the data.

    python3 tests/vectors/sklearn_diabetes.py > tests/vectors/sklearn-diabetes.json

scikit-learn minimises |y - Xw|^2 / (2n) + alpha * l1_ratio * |w|_1 + alpha * (1 - l1_ratio) * |w|^2 / 2. Columns of X are
centred and of unit length as they come; here they are of unit variance, and y is centred and of unit variance, so that
no intercept is needed and gradient descent has an easy time.
"""

import json

import numpy
import sklearn
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet

X, y = load_diabetes(return_X_y=True)
X = ((X - X.mean(axis=0)) / X.std(axis=0)).astype(numpy.float32)
y = ((y - y.mean()) / y.std()).astype(numpy.float32)
exact = [X.astype(numpy.float64), y.astype(numpy.float64)]

PROBLEMS = {
    "lasso, weak": (0.02, 1.0),
    "lasso": (0.1, 1.0),
    "elastic net": (0.2, 0.5),
    "elastic net, mostly ridge": (0.1, 0.1),
}


def solved(alpha, l1_ratio):
    model = ElasticNet(alpha=alpha, l1_ratio=l1_ratio, fit_intercept=False, tol=1e-14, max_iter=1000000).fit(*exact)
    w = model.coef_
    residual = exact[1] - exact[0] @ w
    l1, l2 = alpha * l1_ratio, alpha * (1 - l1_ratio) / 2
    objective = residual @ residual / (2 * len(residual)) + l1 * numpy.abs(w).sum() + l2 * (w @ w)
    return {"l1": l1, "l2": l2, "objective": objective, "coefficients": w.tolist()}


print(
    json.dumps(
        {
            "scikit-learn": sklearn.__version__,
            "problems": {name: solved(*settings) for name, settings in PROBLEMS.items()},
            "y": [float(v) for v in y],
            "X": [[float(v) for v in row] for row in X],
        }
    )
)
