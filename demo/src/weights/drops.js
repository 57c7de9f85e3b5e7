/** Files that are dropped anywhere on the page, folders included. */

/** A folder of more is not a model. */
const MOST_FILES = 2000;

/** @param {any} entry of the File and Directory Entries API @param {File[]} found @returns {Promise<void>} */
async function collect(entry, found) {
    if (found.length >= MOST_FILES) return;
    if (entry.isFile) {
        found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
        return;
    }
    const reader = entry.createReader();
    for (;;) {
        const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!entries.length) return;
        for (const inner of entries) await collect(inner, found);
    }
}

/** @param {DataTransfer} transfer @returns {Promise<File[]>} */
async function filesOf(transfer) {
    const files = [...transfer.files];
    // Before anything is awaited: the list is emptied when the event is over.
    const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.());
    if (!entries.some(entry => entry?.isDirectory)) return files;
    /** @type {File[]} */
    const found = [];
    for (const entry of entries) if (entry) await collect(entry, found);
    return found.filter(({ name }) => !name.startsWith('.'));
}

/**
 * @param {HTMLElement} zone looks different while files are over the page
 * @param {(files: File[]) => void} onFiles
 */
export function acceptDrops(zone, onFiles) {
    const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
    const mark = (/** @type {boolean} */ over) => {
        zone.classList.toggle('over', over);
        document.documentElement.classList.toggle('dropping', over);
    };
    addEventListener('dragover', event => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        mark(true);
    });
    addEventListener('dragleave', event => {
        if (!event.relatedTarget) mark(false);
    });
    addEventListener('drop', async event => {
        if (!carriesFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        mark(false);
        const files = await filesOf(event.dataTransfer).catch(() => []);
        if (files.length) onFiles(files);
    });
}
