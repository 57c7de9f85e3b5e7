/** Puts the sections to work. */
import { configsSection } from './configs/section.js';
import { followSections } from './navigation.js';
import { proofSection } from './proof/section.js';
import { describe } from './regularizations.js';
import { Store, stateFrom } from './state.js';
import { TrainSection } from './train/section.js';
import { WeightsSection } from './weights/section.js';

/** @type {ReturnType<typeof setTimeout> | undefined} */
let remembering;
const store = new Store(stateFrom(location.search), query => {
    // Browsers limit how often a page may change its address, and a moving slider is faster than that.
    clearTimeout(remembering);
    remembering = setTimeout(() => {
        history.replaceState(null, '', `${location.pathname}${query && `?${query}`}${location.hash}`);
    }, 200);
});

const weights = new WeightsSection(store);
const training = new TrainSection(store, ({ a, b }) => {
    const shape = [784, 10];
    weights.offer([
        { name: `left: ${describe(store.state.a)}`, shape, data: a },
        { name: `right: ${describe(store.state.b)}`, shape, data: b },
    ]);
});
configsSection(store);
proofSection(store, () => training.pause());
followSections();
