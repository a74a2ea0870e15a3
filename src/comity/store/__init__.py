"""The database of bodies: acts, private contents, rows of the tables, blobs, checkpoints, jobs; SQLite or PostgreSQL.

    setup       start Django on this store, bring its tables up to date
    settings    Django's settings, from the environment
    models      the tables of the database
    sequencer   commit an act: one order a body, many acts a transaction, acknowledged when they are on the disk
    folding     the state of a body, from a snapshot and the acts after it
    contents    private parts, blobs, and erasing them
    projection  rows of the tables, and who may read them
    publishing  tiles, checkpoints, witnesses, receipts: derived from the acts
    keys        the keys of a record announced in it
    cosigning   witnesses asked for their cosignatures
    rebuilding  everything derived, made again and compared; a store restored from a backup brought up to its record
    jobs        what is due: clock acts, checkpoints, snapshots, mail

The database is the authority. No rule of governance stands here: the registry of kinds is handed in.
"""
