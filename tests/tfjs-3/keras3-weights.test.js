import './version.js';
import '../tfjs/keras3-weights.test.js';
