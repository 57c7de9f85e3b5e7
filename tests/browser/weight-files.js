/** Weight files, made byte by byte from their formats' descriptions. */

/**
 * A NumPy array, format version 1.0.
 * @param {number[]} values
 * @param {number[]} shape
 * @param {{ descr?: string, fortran?: boolean }} [options] descr: '<f4', '>f4', '<f8' or '|u1'
 * @returns {Uint8Array}
 */
export function npy(values, shape, { descr = '<f4', fortran = false } = {}) {
    const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
    const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
    const header = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`;
    const size = Number(descr[2]);
    const bytes = new Uint8Array(10 + header.length + values.length * size);
    bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
    bytes.set(new TextEncoder().encode(header), 10);
    const view = new DataView(bytes.buffer, 10 + header.length);
    values.forEach((value, i) => {
        if (size === 8) view.setFloat64(8 * i, value, descr[0] === '<');
        else if (size === 4) view.setFloat32(4 * i, value, descr[0] === '<');
        else view.setUint8(i, value);
    });
    return bytes;
}

/** A TF.js model of one dense layer: its JSON, then its weights. @returns {{ name: string, bytes: Uint8Array }[]} */
export function modelFiles() {
    const json = {
        format: 'layers-model',
        modelTopology: {
            class_name: 'Sequential',
            config: {
                layers: [
                    {
                        class_name: 'Dense',
                        config: { name: 'd', kernel_regularizer: { class_name: 'L2', config: { l2: 0.5 } } },
                    },
                ],
            },
        },
        weightsManifest: [
            {
                paths: ['group1-shard1of1.bin'],
                weights: [
                    { name: 'd/kernel', shape: [2, 2], dtype: 'float32' },
                    {
                        name: 'd/bias',
                        shape: [2],
                        dtype: 'float32',
                        quantization: { dtype: 'uint8', scale: 0.5, min: -1 },
                    },
                ],
            },
        ],
    };
    const weights = new Uint8Array(18);
    new Float32Array(weights.buffer, 0, 4).set([1, 0, -3, 2]);
    weights.set([0, 4], 16);
    return [
        { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
        { name: 'group1-shard1of1.bin', bytes: weights },
    ];
}

/**
 * A .safetensors file.
 * @param {Record<string, [dtype: string, shape: number[], bytes: ArrayLike<number>]>} tensors
 * @returns {Uint8Array}
 */
export function safetensors(tensors) {
    let at = 0;
    const header = Object.fromEntries(
        Object.entries(tensors).map(([name, [dtype, shape, { length }]]) => {
            const data_offsets = [at, at + length];
            at += length;
            return [name, { dtype, shape, data_offsets }];
        }),
    );
    const text = new TextEncoder().encode(JSON.stringify({ __metadata__: { format: 'pt' }, ...header }));
    const bytes = new Uint8Array(8 + text.length + at);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    at = 8 + text.length;
    for (const [, , content] of Object.values(tensors)) {
        bytes.set(content, at);
        at += content.length;
    }
    return bytes;
}
