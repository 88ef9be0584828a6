-- AlterTable
ALTER TABLE "channel_account" ADD COLUMN     "desk_opened_at" TIMESTAMPTZ(3),
ADD COLUMN     "stopped_at" TIMESTAMPTZ(3);
