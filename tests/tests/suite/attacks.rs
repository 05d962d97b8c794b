//! What an attacker and a bad day will try. Signatures, callers and bytes have files of their own.

mod governance;
mod leases;
mod nodes;
mod pools;
