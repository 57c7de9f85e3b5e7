/**
 * As TF.js does it to every string of a config that it reads.
 * @param {string} text
 */
export const toCamelCase = text =>
    text.length > 1 ? text.replace(/_+(\w|$)/g, (_, letter) => letter.toUpperCase()) : text;
