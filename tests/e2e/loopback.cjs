// Preloaded into the Agents Playground, which listens on every interface and has no option for it.
const { Server } = require('node:net');

const listen = Server.prototype.listen;
Server.prototype.listen = function (first, ...rest) {
  if (first && typeof first === 'object') return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest);
  return listen.call(this, { port: Number(first) || 0, host: '127.0.0.1' }, ...rest.filter((one) => typeof one === 'function'));
};
