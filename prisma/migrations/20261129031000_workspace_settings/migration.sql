ALTER TABLE "workspace" ADD COLUMN "name" TEXT, ADD COLUMN "timezone" TEXT;
