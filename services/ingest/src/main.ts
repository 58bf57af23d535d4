import { ingestService, run } from '@tutti/runtime';

void run(() => [ingestService], 'ingest');
