import { logLaws } from '../laws';
import { memoryLog } from './log';

logLaws('memory', memoryLog);
