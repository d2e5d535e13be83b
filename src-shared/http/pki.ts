import { file, route, uploaded } from './route-shape.ts';

/** What everyone may ask of the certificate authority, without an account: its certificates, its lists, the status of a certificate. */
const binary = { reply: file, binary: true } as const;

export const PKI_ROUTES = {
  authorityFile: route({ ...binary, method: 'GET', path: '/ca/:file', summary: 'root.cer, issuing.cer, chain.pem, root.crl, issuing.crl' }),
  askStatus: route({ ...binary, method: 'POST', path: '/ocsp', summary: 'OCSP (RFC 6960)', body: uploaded, consumes: ['application/ocsp-request'], bodyLimit: 8 * 1024 }),
  readStatus: route({ ...binary, method: 'GET', path: '/ocsp/:ocspRequest', summary: 'OCSP over GET (RFC 6960, A.1)' }),
};
