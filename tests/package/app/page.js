import * as regularizers from 'regularizers';
import { answer } from './answer.js';

document.title = `${regularizers.backend()} ${answer(regularizers)}`;
