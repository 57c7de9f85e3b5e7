import './version.js';
import '../tfjs/gradients.test.js';
