import './version.js';
import '../tfjs/activity.test.js';
