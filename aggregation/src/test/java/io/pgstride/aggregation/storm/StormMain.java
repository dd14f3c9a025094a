package io.pgstride.aggregation.storm;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.postgresql.ds.PGSimpleDataSource;

/** Some of the writers of a storm, in a process of their own; says the SQLSTATE of what fails. */
final class StormMain {
    private StormMain() {}

    /** URL, user, password, seed, and the numbers of the writers. */
    public static void main(String[] arguments) throws InterruptedException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        dataSource.setUser(arguments[1]);
        dataSource.setPassword(arguments[2]);
        dataSource.setApplicationName(Storm.NAME);
        String[] ids = Arrays.copyOfRange(arguments, 4, arguments.length);
        CountDownLatch begun = new CountDownLatch(ids.length);
        for (String id : ids) {
            Writer writer = new Writer(dataSource, Integer.parseInt(id), Long.parseLong(arguments[3]));
            new Thread(() -> write(writer, begun), "writer " + id).start();
        }
        begun.await();
        System.out.println(ChildJvm.WORKING);
    }

    private static void write(Writer writer, CountDownLatch begun) {
        while (true) {
            try {
                writer.transaction();
                begun.countDown();
            } catch (SQLException e) {
                System.out.println(e.getSQLState() + " " + e.getMessage());
            } catch (Exception e) {
                System.out.println(e);
            }
        }
    }
}
