/** What is wrong with a file, in a sentence for a person. Any other error is a defect of the page and is not shown as it is. */
export class Problem extends Error {}

/**
 * The sentence for whatever was thrown.
 * @param {unknown} fault
 * @param {string} name of the file
 */
export function sentenceFor(fault, name) {
    if (fault instanceof Problem) return fault.message;
    if (fault instanceof RangeError) return `${name} does not fit into the memory that this browser gives the page.`;
    return `${name} could not be read: it is damaged, or made in a way that this page does not know.`;
}
