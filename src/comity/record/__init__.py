"""The record of a body: acts in an append-only Merkle tree that a stranger can verify offline with other software.

    canonical     JSON in the one form that is hashed and signed (RFC 8785)
    proposal      an act before the record has it, with what opens its commitments
    envelope      an act, its commitments to private parts, its actor's own signature
    proposal      an act before the record has it, with what opens its commitments
    merkle        hashes, roots and proofs of RFC 6962 as pure functions
    checkpoint    what a record says of itself: origin, size, root
    notes         signed notes: the signatures under a checkpoint, the operator's and the witnesses'
    tiles         the tree and the entries as static files that never change
    receipt       a proof that one entry is in the record, in one file
    policy        whose signatures are wanted
    verify        a receipt or a checkpoint against a policy, offline
    audit         a whole record against its checkpoint, and against an earlier one
    witness       whether a witness cosigns
    service       a witness over HTTP, and what it has seen as a file
    serve         the process of a witness
    remote        a published record read over HTTP, and witnesses asked to cosign
    keys          files of keys, and policies in which one takes another's place

The room knows the form of an act and nothing of what acts mean. The formats and the versions of their specifications
are in docs/reference/record.md.
"""
