delete from {ledger} as s where s.k = old.{key};
