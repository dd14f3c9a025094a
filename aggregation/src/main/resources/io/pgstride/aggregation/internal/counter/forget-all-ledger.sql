delete from {ledger};
