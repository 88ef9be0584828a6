-- CreateIndex
CREATE INDEX "draft_open_touched" ON "draft"("touched_at") WHERE (sent_at IS NULL AND discarded_at IS NULL);
