import { allServices, run } from '@tutti/runtime';

void run(allServices, 'all');
