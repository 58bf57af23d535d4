import RequestQueue from 'kafkajs/src/network/requestQueue';

let quiet = false;

/**
 * kafkajs re-arms a timer of about one millisecond for ever after the first response of a connection. Nothing is due
 * when nothing is pending, and a request that becomes pending arms the timer itself.
 */
export function quietRequestQueue(): void {
  if (quiet) return;
  quiet = true;
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
