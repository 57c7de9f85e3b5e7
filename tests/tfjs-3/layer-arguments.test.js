import './version.js';
import '../tfjs/layer-arguments.test.js';
