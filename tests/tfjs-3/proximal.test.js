import './version.js';
import '../tfjs/proximal.test.js';
