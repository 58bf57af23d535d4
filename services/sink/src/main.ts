import { chosenSink, run } from '@tutti/runtime';

void run((platform) => [chosenSink(platform)], 'sink');
