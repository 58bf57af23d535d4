import { segmentEvaluatorService, run } from '@tutti/runtime';

void run(() => [segmentEvaluatorService], 'segment-evaluator');
