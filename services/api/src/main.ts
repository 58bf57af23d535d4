import { apiService, run } from '@tutti/runtime';

void run(() => [apiService], 'api');
