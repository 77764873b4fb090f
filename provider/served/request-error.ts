/** What is asked for after the run was canceled, of a kind that has no object, or in a way that no function knows. */
export class RequestError extends Error {
  readonly code = "refused-request";
}
