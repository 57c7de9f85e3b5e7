import './version.js';
import '../tfjs/saving.test.js';
