ALTER TABLE "dirty" ADD COLUMN "topics" TEXT[];
