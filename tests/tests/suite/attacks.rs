//! Attacks and unfortunate orders of events. Signatures, callers and bytes have files of their own.

mod attesters;
mod governance;
mod leases;
mod maintenance;
mod nodes;
mod owners;
mod pools;
mod slashes;
mod strangers;
