/** Puts the sections to work. */
import { followSections } from './navigation.js';
import { Store, stateFrom } from './state.js';
import { trainSection } from './train/section.js';

let remembering = 0;
const store = new Store(stateFrom(location.search), query => {
    // Browsers limit how often a page may change its address, and a moving slider is faster than that.
    clearTimeout(remembering);
    remembering = setTimeout(() => {
        history.replaceState(null, '', `${location.pathname}${query && `?${query}`}${location.hash}`);
    }, 200);
});

trainSection(store, () => {});
followSections();
