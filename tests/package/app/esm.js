import * as regularizers from 'regularizers';
import { answer } from './answer.js';

console.log(regularizers.backend(), answer(regularizers));
