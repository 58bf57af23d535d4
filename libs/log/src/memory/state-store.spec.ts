import { stateStoreLaws } from '../laws/state-store';
import { memoryStateStore } from './state-store';

stateStoreLaws('memory', memoryStateStore);
