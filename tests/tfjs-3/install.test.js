import './version.js';
import '../tfjs/install.test.js';
