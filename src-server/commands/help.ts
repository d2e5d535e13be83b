/** What `--help` prints. */
export const HELP = `The Clavis authority.

  node src-server/main.ts                      serves until SIGTERM; prints {"listening":"http://..."} when ready
  node src-server/main.ts COMMAND              does one thing, beside a running authority if there is one
  node src-server/main.ts --help

Commands
  migrate                       brings the database to this program's schema, and ends; DATABASE_URL of the tables' owner
  verify-audit [FILE|URL]       checks the audit chain of this authority's database, of another (a file or postgres://...) or of an export;
                                names the first bad row
        [--head SEQ:HASH]       and that it still holds a head noted earlier
        [--heads FILE]          and all signed heads of a file: of CLAVIS_AUDIT_EXPORT_DIR, or what GET /v1/audit/heads gave
        [--keys FILE]           whose signatures are by these keys: what GET /.well-known/jwks.json gave
        [--from SEQ]            first row of an export that was made with --from
  export-audit [--from SEQ]     writes the audit to standard output, one row a line; verify-audit checks it anywhere
  init-vault                    makes the vault's keys that are missing; needed once for a token (docs/how-to/keep-keys-in-an-hsm.md)
  vault-status                  what the vault holds: names, versions, key check values
  rotate-admin-key              makes the next version of the master key of tokens' admin keys; earlier tokens keep theirs
  init-ca                       makes root, issuing authority, OCSP responder and first lists, each where there is none
        [--renew-issuing N]     makes issuing authority N (2 to 4) under a new key and the same root; it signs from then on
        [--revoke-issuing N --reason REASON]
                                revokes issuing authority N by the root, for good
        [--out DIR]             and writes their files there
  create-administrator EMAIL    makes an administrator, and prints the link to set a password, once
        --first-name TEXT --last-name TEXT [--language fr|en]
        [--mail]                mails the link in place of printing it
  backup DIR                    copies database and vault file, beside a running authority (docs/how-to/back-up-and-restore.md)
  restore DIR [--heads FILE [--keys FILE]]
                                puts a backup where there is nothing; says how much of what was signed since is not in it
  enroll-token                  enrols one token (docs/how-to/enrol-tokens.md)
        --profile ias-ecc|gids  kind of token
        --serial HEX            its serial, 8 bytes (ias-ecc) or 16 (gids)
        --admin-key-file FILE   its admin key, hex or raw: 32 bytes ENC||MAC (ias-ecc) or 24 (gids); FILE closed to others
        --key-version N         in its place: version of the vault's master key that it was diversified from
        [--kcv HEX]             key check value to compare with: 3 bytes (gids) or 6 (ias-ecc)
        --holder TEXT --entity TEXT --product TEXT --email ADDRESS
        --questions-file FILE   JSON: [{"question": "...", "answer": "..."}], 1 to 8
        [--office OFFICE]       the office whose operators see it, id (GET /v1/offices) or name; without: those of any
        [--replace-key]         gives a token that is enrolled another key; the holder's options may be left out
  import-tokens FILE.csv        enrols each line of a sheet, or says what is wrong with it; running it again changes nothing
                                column office, optional: as --office; one that is not open refuses the whole sheet
        [--dry-run]             judges only, writes nothing
        [--json]                the report for machines

Exit status: 0 done (import: every line accepted), 1 refused or failed, 2 not understood and nothing done.

Environment
  PORT                          port, 0 (default) for any free one; HOST: address, 127.0.0.1 by default
  CLAVIS_DATA_DIR               database, vault and mails; default: $XDG_DATA_HOME/clavis/authority
  DATABASE_URL                  postgres://user:password@host/database, in place of the SQLite file of the data directory;
                                CLAVIS_DATABASE_POOL: connections for reads, 8 by default
  CLAVIS_VAULT_FILE             the vault's file, where several instances on one database share it
  CLAVIS_PUBLIC_URL             origin of the pages in mails, https://authority.example
  CLAVIS_VAULT_PASSPHRASE       passphrase of the key vault, or CLAVIS_VAULT_PASSPHRASE_FILE: its file;
                                neither: a random one is kept beside the vault (one machine, rehearsals)
  PKCS11_MODULE                 keys in a token behind this PKCS#11 module, in place of the vault's file, with PKCS11_TOKEN_LABEL and
                                PKCS11_PIN_FILE (closed to others) or PKCS11_PIN; PKCS11_SESSIONS, 2 by default;
                                PKCS11_TIMEOUT_MS: longest wait for one answer of the module, 5000 by default
  CLAVIS_CA_FILE                JSON with the names, addresses and tokens of the certificate authority (docs/how-to/run-a-certificate-authority.md)
  CLAVIS_PROVIDER_FILE          JSON with name, phone, hours, email, revocationUrl, reorderUrl, officeUrl
  CLAVIS_TIME_ZONE              zone in which mails tell times, Europe/Paris by default
  CLAVIS_TERMS_DIR              terms of use, VERSION.fr.md and VERSION.en.md; the newest version has to be accepted
  CLAVIS_CATALOGUE_FILE         products, JSON as GET /v1/products gives them; the rehearsal's by default
  CLAVIS_DRIVERS_DIR            software for tokens to give away: drivers.json and the files it names (docs/how-to/offer-drivers.md)
  CLAVIS_POLICY_FILE            JSON: four eyes, limits (src-server/policy/README.md); what it leaves out has its default
  CLAVIS_TRUSTED_PROXIES        addresses of reverse proxies whose X-Forwarded-For is believed, comma-separated
  CLAVIS_TRUSTED_CA_DIR         folder of PEM certificates of other authorities whose certificates may sign in, with their revocation
                                lists (.crl, read again when they change); without a list that is valid they are refused
                                CLAVIS_TRUSTED_CA_UNCHECKED=1: those of an authority without a list are taken
  SMTP_URL                      smtp://user:password@host:587 (STARTTLS required) or smtps://...:465, in place of a folder of mails;
                                DATABASE_URL_FILE, SMTP_URL_FILE: files that hold them;
                                CLAVIS_SMTP_CA_FILE: PEM of who vouches for it, CLAVIS_SMTP_PLAINTEXT=1: in clear
  CLAVIS_METRICS_PORT           port for Prometheus (/metrics) on CLAVIS_METRICS_HOST, 127.0.0.1 by default; off without it
  CLAVIS_DRAIN_MS               after SIGTERM, /ready says 503 and requests are still served for so long; 0 by default
  CLAVIS_AUDIT_EXPORT_DIR       folder to which a signed head of the audit chain is appended every
                                CLAVIS_AUDIT_HEAD_MINUTES (10 by default) and at the end
  CLAVIS_EMBEDDED_TOKEN         bearer token for reading the mails back; set by the app that starts it
  CLAVIS_EXIT_WITH_PARENT=1     stops when its standard input closes
  CLAVIS_CLOCK_OFFSET_MS        shifts the clock (rehearsals; only with CLAVIS_EMBEDDED_TOKEN)
`;
