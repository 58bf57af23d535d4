import { profileComputeService, run } from '@tutti/runtime';

void run(() => [profileComputeService], 'profile-compute');
