/** Where analytics.js should send: the host of the request, as the browser sees it. */
export interface Seen {
  readonly writeKey: string;
  /** Host and port. */
  readonly host: string;
  /** http or https. */
  readonly protocol: string;
}

/**
 * The settings that Segment's browser library fetches before it sends anything. Its built-in `Segment.io` integration
 * is pointed here; no other integration is loaded, and the library's own metrics stay off.
 */
export const analyticsSettings = ({ writeKey, host, protocol }: Seen): object => ({
  integrations: {
    'Segment.io': {
      apiKey: writeKey,
      apiHost: `${host}/v1`,
      protocol,
      unbundledIntegrations: [],
      addBundledMetadata: true,
      maybeBundledConfigIds: {},
      versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
    },
  },
  plan: {},
  edgeFunction: {},
  analyticsNextEnabled: true,
  middlewareSettings: {},
  enabledMiddleware: {},
  metrics: { sampleRate: 0 },
  legacyVideoPluginsEnabled: false,
  remotePlugins: [],
});
