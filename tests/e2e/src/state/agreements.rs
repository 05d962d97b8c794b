//! Leases and proposals.

use super::Reader;
use crate::people::accounts;
use anyhow::Result;
use gridshare_sdk::Chain;
use interfaces::governance::Proposal;
use interfaces::metering::{Lease, LeaseState};

impl<C: Chain> Reader<'_, C> {
    pub(super) fn leases(&mut self) -> Result<()> {
        let metering = self.net.suite.metering();
        for id in 1..=self.view(metering.lease_count())? {
            let lease = self.view(metering.lease(id))?.map(|lease| Lease {
                until: self.names.slot_start(lease.until),
                state: match lease.state {
                    LeaseState::Closing { until } => {
                        LeaseState::Closing { until: self.names.slot_start(until) }
                    }
                    LeaseState::Open => LeaseState::Open,
                },
                ..lease
            });
            self.put(&format!("lease {id}"), &lease);
        }
        Ok(())
    }

    pub(super) fn proposals(&mut self) -> Result<()> {
        let governance = self.net.suite.governance();
        for id in 0..self.view(governance.proposal_count())? {
            let proposal = self.view(governance.proposal(id))?.map(|proposal| Proposal {
                proposed_at: self.names.slot_start(proposal.proposed_at),
                voting_ends: self.names.slot_start(proposal.voting_ends),
                executable_from: self.names.slot_start(proposal.executable_from),
                expires: self.names.slot_start(proposal.expires),
                ..proposal
            });
            self.put(&format!("proposal {id}"), &proposal);
            self.read(&format!("proposal {id}: calls"), governance.calls(id))?;
            self.read(&format!("proposal {id}: status"), governance.status(id))?;
            for (name, account) in accounts() {
                self.read(&format!("proposal {id}: votes of {name}"), governance.voted(id, account))?;
            }
        }
        Ok(())
    }
}
