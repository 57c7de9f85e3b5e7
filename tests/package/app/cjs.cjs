const regularizers = require('regularizers');

import('./answer.js').then(({ answer }) => console.log(regularizers.backend(), answer(regularizers)));
