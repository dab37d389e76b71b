// PostGraphile 5 as its own documentation sets it up, found in the folder it is run from.
const { createRequire } = require("node:module");
const { createServer } = require("node:http");
const load = createRequire(`${process.cwd()}/`);
const { postgraphile } = load("postgraphile");
const { PostGraphileAmberPreset } = load("postgraphile/presets/amber");
const { makePgService } = load("postgraphile/adaptors/pg");
const { grafserv } = load("postgraphile/grafserv/node");

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.PEER, schemas: ["public"] })],
  grafserv: { port: Number(process.env.PORT), graphqlPath: "/graphql", watch: false, graphiql: false },
  grafast: { explain: false },
};
const pgl = postgraphile(preset);
const served = pgl.createServ(grafserv);
const server = createServer();
served.addTo(server).then(() => server.listen(Number(process.env.PORT), "127.0.0.1"));
