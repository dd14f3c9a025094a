insert into rooms values (1, 'semi;colon'), (2, 'kitchen');
