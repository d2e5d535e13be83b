import { AsnConvert } from '@peculiar/asn1-schema';
import { QCStatement, QCStatements } from '@peculiar/asn1-x509-qualified';
import {
  id_etsi_qcs_qcCompliance, id_etsi_qcs_qcPDS, id_etsi_qcs_qcSSCD, id_etsi_qcs_qcType, id_etsi_qct_esign, PdsLocation, QcEuPDS, QcType,
} from '@peculiar/asn1-x509-qualified-etsi';

/** A PKI disclosure statement; `language`: ISO 639-1. At least one is in English (ETSI EN 319 412-5, 4.3.4). */
export interface DisclosureStatement {
  /** https. */
  readonly url: string;
  readonly language: string;
}

/** Value of the qcStatements extension of an electronic signature certificate of a natural person (ETSI EN 319 412-5, 4.2 and 4.3). */
export function qualifiedStatements(qualified: { readonly device: boolean }, disclosures: readonly DisclosureStatement[]): QCStatements {
  const statements = [statement(id_etsi_qcs_qcCompliance)];
  if (qualified.device) statements.push(statement(id_etsi_qcs_qcSSCD));
  statements.push(statement(id_etsi_qcs_qcType, new QcType([id_etsi_qct_esign])));
  statements.push(statement(id_etsi_qcs_qcPDS, new QcEuPDS(disclosures.map((one) => new PdsLocation(one)))));
  return new QCStatements(statements);
}

function statement(id: string, info?: object): QCStatement {
  const made = new QCStatement();
  // The library's constructor sets empty bytes, which are no ASN.1; most statements have no information at all.
  Object.assign(made, { statementId: id, statementInfo: info === undefined ? undefined : AsnConvert.serialize(info) });
  return made;
}
