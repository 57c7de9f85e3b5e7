/**
 * The modules of all families that a class uses, side by side: bundlers keep the order of imports, and gzip packs them better
 * next to each other than each among other code (540 bytes of the core entry, 28 of a bundle that holds one). Nothing is
 * taken from here: a bundle has those that it uses. To be imported before anything else.
 */

// Written by `npm run build`.

import '../generated/anchored.js';
import '../generated/elementwise.js';
import '../generated/groups.js';
import '../generated/orthogonal.js';
import '../generated/soft_orthogonal.js';
