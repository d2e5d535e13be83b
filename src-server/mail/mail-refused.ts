/** The server will not take this mail for this recipient, however often it is asked (RFC 5321, 4.2.1: 5yz). */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
  /** Reply code, 550 to 559 mostly. */
  readonly status: number;

  constructor(status: number) {
    super('the mail was refused for good');
    this.status = status;
  }
}
