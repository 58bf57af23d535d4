import { join } from 'node:path';
import { destinationLaws } from '@tutti/testing';
import { consoleDestination } from './index';

destinationLaws(consoleDestination, join(__dirname, 'examples/console'));
