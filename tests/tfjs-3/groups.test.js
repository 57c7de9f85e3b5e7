import './version.js';
import '../tfjs/groups.test.js';
