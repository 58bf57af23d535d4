import { identityService, run } from '@tutti/runtime';

void run(() => [identityService], 'identity');
