import './version.js';
import '../tfjs/training.test.js';
