/** Puts the sections to work. */
import { configsSection } from './configs/section.js';
import { byId } from './draw/element.js';
import { followSections } from './navigation.js';
import { proofSection } from './proof/section.js';
import { describe } from './regularizations.js';
import { Store, stateFrom } from './state.js';
import { cover } from './train/cover.js';
import { kernelsOf } from './train/network.js';
import { Path } from './train/path.js';
import { TrainSection } from './train/section.js';
import { SIDES } from './train/sides.js';
import { WeightsSection } from './weights/section.js';

/** @type {ReturnType<typeof setTimeout> | undefined} */
let remembering;
const store = new Store(stateFrom(location.search), (query, isStep) => {
    const address = `${location.pathname}${query && `?${query}`}${location.hash}`;
    clearTimeout(remembering);
    if (isStep) history.pushState(null, '', address);
    // Browsers limit how often a page may change its address, and a moving slider is faster than that.
    else remembering = setTimeout(() => history.replaceState(null, '', address), 200);
});
addEventListener('popstate', () => {
    clearTimeout(remembering);
    store.restore(stateFrom(location.search));
});

const weights = new WeightsSection(store);
const training = new TrainSection(store, snapshots => {
    weights.offer(
        SIDES.flatMap(side => {
            const kernels = kernelsOf(snapshots[side].weights, snapshots[side].hidden);
            const name = `${side.toUpperCase()}: ${describe(store.state[side])}`;
            return kernels.map((kernel, i) => ({ ...kernel, name: i > 0 ? `${name}, output` : name }));
        }),
    );
});
cover(byId('cover'));
new Path(store);
configsSection(store);
proofSection(store, () => training.pause());
followSections();

byId('unstarted').remove();

// Offline from the second visit on; in the background, when the page itself has all it needs.
if ('serviceWorker' in navigator) {
    addEventListener('load', () => navigator.serviceWorker.register('./offline.js').catch(() => {}));
}
