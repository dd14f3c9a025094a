for d in select x.k from unnest(held.keys) as x (k) loop
        perform from {parent} as t where t.{key} = d.k for no key update of t;
    end loop;