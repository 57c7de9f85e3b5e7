// A regularizer as TF.js writes it into a config.

/**
 * @param {import('../types.js').TfRegularizer} regularizer of TF.js, or anything that TF.js takes for one
 * @returns {{ className: string, config: Record<string, any> }}
 */
export const describe = regularizer => ({
    className: regularizer.getClassName?.() ?? regularizer.constructor.name,
    config: regularizer.getConfig?.() ?? {},
});
