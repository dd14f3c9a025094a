delete from {slot} as s where s.k = old.{key};
